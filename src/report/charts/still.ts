/** An SVG text of the charting library without what moves under a pointer, and with names that do not count the charts drawn before. */
export function still(svg: string): string {
  return svg
    .replace(/<style[^>]*>.*?<\/style>/gs, '')
    .replace(/ (?:class="zr\d+-cls-\d+"|pointer-events="visible")/g, '')
    .replace(/(id="|url\(#)zr\d+-/g, '$1');
}
