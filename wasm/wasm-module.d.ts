// What the bundler of a Worker makes of an imported .wasm file: compiled code, not yet an instance.

declare module '*.wasm' {
  const module: WebAssembly.Module
  export default module
}
