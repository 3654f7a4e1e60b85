export default function NewSweepPage() {
  return <main><title>New sweep · Flatsweep</title><h1>New sweep</h1></main>;
}
