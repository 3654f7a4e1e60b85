import { type RefObject, useEffect, useState } from 'react';

/** Begin a little early, so that what comes into sight is there. */
const MARGIN = '300px 0px';

/** Whether the element is in the window, or nearly. */
export function useInSight(element: RefObject<Element | null>): boolean {
  const [inSight, setInSight] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(
      entries => setInSight(entries.at(-1)!.isIntersecting), { rootMargin: MARGIN });
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [element]);
  return inSight;
}
