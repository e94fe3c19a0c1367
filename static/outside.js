// Somebody who is no longer at the table: their page goes where it says so in peace, and shows nothing of the meeting.
// Of a meeting that was erased no page stays open anywhere.

export async function leave({ kind, unsaved }) {
  if (kind === "erased") location.reload();
  const { meeting, seat, view } = document.body.dataset;
  // A wall whose key has ended, or whose owner was taken out: nothing of the meeting stays on it.
  if (view === "projector" && (kind === "not-admitted" || kind === "signed-out")) location.reload();
  // Words that have not been saved stay to be copied.
  if (kind !== "not-admitted" || unsaved) return;
  // Somebody's page in another hand goes back to whose hand it is (hand.js).
  if (document.querySelector("#own-page, #pass-on")) return;
  const door = `/meetings/${meeting}/waiting?seat=${seat}`;
  const answer = await fetch(door, { redirect: "manual" }).catch(() => null);
  if (answer?.ok) location.replace(door);
}
