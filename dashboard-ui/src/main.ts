import { session } from './session/session';
import { followAhead } from './sweep/followedSweep';
import './style.css';

// Before the rest of the page has come, which takes longer than this file and these requests.
void session.ask();
const sweep = /^#\/sweeps\/(\d+)(\?|$)/.exec(location.hash);
if (sweep) {
  followAhead(Number(sweep[1]));
}
void import('./mount');
