// In place of `fflate/browser` in dist/analyze.cjs: fflate makes its tables as it is loaded, which takes as long as analysing
// 30,000 packets, and few captures are compressed where Node's own zlib does not undo it.
exports.Gunzip = class {
  #gunzip;

  constructor(onData) {
    const { Gunzip } = require('fflate');
    this.#gunzip = new Gunzip(onData);
  }

  push(bytes, final) {
    this.#gunzip.push(bytes, final);
  }
};
