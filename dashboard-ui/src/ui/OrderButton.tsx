import { Problem } from './Problem';
import { useSending } from './sending';

interface Props {
  /** "Pause sweep" */
  label: string;
  send(): Promise<void>;
}

/** For orders that can be taken back. */
export function OrderButton({ label, send }: Props) {
  const { sending, error, send: sendOnce } = useSending();

  return (
    <>
      <button type="button" disabled={sending} onClick={() => void sendOnce(send)}>{label}</button>
      {error && <Problem what={`“${label}” was refused`} error={error} />}
    </>
  );
}
