// Opens the presenter's window from the page that the class sees.
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { PRESENTER } from '../store/page-store.ts';

export function openPresenter(): void {
  const { pathname, search } = window.location;
  const opened = window.open(`${pathname}${search}${PRESENTER}`, 'correnteza-presenter', 'popup,width=1280,height=800');
  if (opened === null) say(m.presenter_blocked(), 'problem');
  else opened.focus();
}
