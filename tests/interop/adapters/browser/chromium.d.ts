export interface Page {
  evaluate(expression: string): Promise<unknown>;
  screenshot(): Promise<string>;
  close(): Promise<void>;
}
export function openPage(browser: { executable: string; libraries?: string }, url: string): Promise<Page>;
