import { Component, type ReactNode } from 'react';

/** A defect of the page itself: says so, where React would leave nothing. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    return error === null ? this.props.children : (
      <main>
        <div className="problem" role="alert">
          <p><strong>This page has a defect.</strong> {error.message}</p>
          <button type="button" onClick={() => location.reload()}>Reload</button>
        </div>
      </main>
    );
  }
}
