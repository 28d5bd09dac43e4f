export interface Page {
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}
export function openPage(browser: { executable: string; libraries?: string }, url: string): Promise<Page>;
