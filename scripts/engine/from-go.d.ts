export function requireDisk(
  folders: Record<string, string>,
  needs: Record<string, number>,
  free?: (folder: string) => number,
): void;
