// Waits until something holds.
//
// Why: a fixed pause is too long on one machine and too short on another.

export async function until(holds, ms, otherwise) {
  const deadline = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`${otherwise} (waited ${ms} ms)`);
    await new Promise((later) => setTimeout(later, 20));
  }
}
