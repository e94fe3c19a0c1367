// Everything a page needs; each part finds for itself whether there is something for it to do.

import "htmx.org";
import * as aloud from "./aloud.js";
import * as boards from "./boards.js";
import * as clock from "./clock.js";
import * as keyboard from "./console.js";
import * as drawing from "./drawing.js";
import * as drop from "./drop.js";
import * as grow from "./grow.js";
import * as hand from "./hand.js";
import * as lane from "./lane.js";
import * as leafing from "./leafing.js";
import * as lens from "./lens.js";
import * as link from "./link.js";
import * as messages from "./messages.js";
import * as moving from "./moving.js";
import { leave } from "./outside.js";
import * as page from "./page.js";
import * as passkeys from "./passkeys.js";
import * as panels from "./panels.js";
import * as put from "./put.js";
import * as signature from "./signature.js";
import { start as shareText } from "./sharedtext.js";

for (const part of [messages, panels, page, boards, signature, put, keyboard, clock, lane, hand, moving, grow, lens, drawing, drop, leafing, aloud, link, passkeys]) part.start();

const { socket, version } = document.body.dataset;
if (socket) {
  shareText({
    socketUrl: socket,
    words: JSON.parse(document.getElementById("words").textContent),
    version: Number(version),
    onChanged: ({ changed }) => (changed ? panels.changed(changed) : panels.refreshAll()),
    onPresence: panels.presence,
    onState: (state) => {
      leave(state);
      hand.giveBack(state);
    },
  });
}
