export interface Process {
  pid: number;
  command: string;
}
export function processesWith(variable: string, value: string): Process[];
export function endProcessesWith(variable: string, value: string): void;
