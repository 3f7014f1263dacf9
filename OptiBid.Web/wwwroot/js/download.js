// Hands a file to the browser.
export async function save(name, type, stream) {
  offer(name, new Blob([await stream.arrayBuffer()], { type }));
}

export function offer(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
