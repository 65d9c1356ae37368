// the library loads some of its parts on demand, which workers can do as modules alone
export default { base: './', worker: { format: 'es' } };
