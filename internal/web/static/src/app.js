// What the browser adds to pages that already work without it. Each module
// promises one thing and touches nothing else.
import "./js/trusted.js";
import { watchDrafts } from "./js/draft.js";
import { loadFragments } from "./js/fragments.js";
import { watchEnter } from "./js/enter.js";
import { focusErrors } from "./js/errors.js";
import { watchLive } from "./js/live.js";
import { watchLook } from "./js/look.js";
import { watchMenu } from "./js/menu.js";
import { watchPrint } from "./js/print.js";
import { loadSaved } from "./js/keeping.js";
import { guardSubmits } from "./js/submit.js";

const drafts = watchDrafts();
guardSubmits(drafts);
watchLook();
watchMenu();
watchPrint();
watchEnter();
focusErrors();
watchLive();
loadFragments();
loadSaved();
