import type { XmlNode } from "../xml/xml-writer";

export function owner(account: string): XmlNode {
  return [
    "Owner",
    [
      ["ID", account],
      ["DisplayName", account],
    ],
  ];
}
