/** Nodes by their bounds: the least first, of equal ones that which came last. A binary heap. */
export class NodeQueue<Node extends { bound: number }> {
  private readonly heap: { node: Node; age: number }[] = [];
  private count = 0;

  get least(): Node | undefined {
    return this.heap[0]?.node;
  }

  push(node: Node): void {
    const { heap } = this;
    heap.push({ node, age: this.count++ });
    for (let k = heap.length - 1; k > 0;) {
      const parent = (k - 1) >> 1;
      if (!this.isBefore(k, parent)) break;
      this.swap(k, parent);
      k = parent;
    }
  }

  pop(): Node | undefined {
    const { heap } = this;
    const first = heap[0]?.node;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let k = 0; ;) {
      let child = 2 * k + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.isBefore(child + 1, child)) child++;
      if (!this.isBefore(child, k)) break;
      this.swap(child, k);
      k = child;
    }
    return first;
  }

  private isBefore(a: number, b: number): boolean {
    const [first, second] = [this.heap[a], this.heap[b]];
    if (first.node.bound !== second.node.bound) return first.node.bound < second.node.bound;
    return first.age > second.age;
  }

  private swap(a: number, b: number): void {
    [this.heap[a], this.heap[b]] = [this.heap[b], this.heap[a]];
  }
}
