import { type APIRequestContext, expect } from '@playwright/test';
import type { components } from '../../dashboard-ui/src/api/schema';

type Schemas = components['schemas'];
export type SweepView = Schemas['SweepView'];
export type TrialView = Schemas['TrialView'];

/** The REST API beside the page: what a test prepares, and what the page is held against. */
export class Api {
  constructor(private readonly request: APIRequestContext) {}

  async submit(definition: object): Promise<SweepView> {
    const response = await this.request.post('/api/v1/sweeps', { data: definition });
    expect(response.status(), await response.text()).toBe(201);
    return response.json();
  }

  async sweep(id: number): Promise<SweepView> {
    return this.get(`/api/v1/sweeps/${id}`);
  }

  /** The latest sweep of that name. */
  async sweepNamed(name: string): Promise<SweepView> {
    const { sweeps } = await this.get<Schemas['SweepPage']>('/api/v1/sweeps');
    const found = sweeps.find(sweep => sweep.name === name);
    expect(found, `a sweep named “${name}”`).toBeDefined();
    return found!;
  }

  async trials(sweepId: number): Promise<TrialView[]> {
    return (await this.get<{ trials: TrialView[] }>(`/api/v1/sweeps/${sweepId}/trials?limit=1000`)).trials;
  }

  async trial(id: number): Promise<TrialView> {
    return this.get(`/api/v1/trials/${id}`);
  }

  async cancel(sweepId: number): Promise<void> {
    expect((await this.request.post(`/api/v1/sweeps/${sweepId}/cancel`)).ok()).toBe(true);
  }

  /** A token of that name, which is nobody's from then on who had it before. */
  async createToken(name: string, scope: 'read' | 'submit'): Promise<string> {
    await this.revokeToken(name);
    const response = await this.request.post('/api/v1/tokens', { data: { name, scope } });
    expect(response.status(), await response.text()).toBe(201);
    return (await response.json() as Schemas['Issued']).token;
  }

  async revokeToken(name: string): Promise<void> {
    expect([204, 404]).toContain((await this.request.delete(`/api/v1/tokens/${name}`)).status());
  }

  private async get<T>(path: string): Promise<T> {
    const response = await this.request.get(path);
    expect(response.ok(), `${path}: ${response.status()}`).toBe(true);
    return response.json();
  }
}
