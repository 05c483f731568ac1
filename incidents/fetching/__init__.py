"""Documents of others read over HTTP, on somebody's word: guarded against what an address may do to us."""
