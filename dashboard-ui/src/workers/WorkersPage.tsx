export default function WorkersPage() {
  return <main><title>Workers · Flatsweep</title><h1>Workers</h1></main>;
}
