/** Milliseconds to read a list page of 1000 entries: the first ten of this process, and warm. */
const { readObjectPage } = require("../../dist/provider/oss/calls/lists");

function pageOf(number) {
  const entries = Array.from(
    { length: 1000 },
    (_, i) =>
      `<Contents><Key>latest%2Fsome-folder%2Fartifact-${number}-${i}.tgz</Key><LastModified>2026-01-02T03:04:05.678Z</LastModified><ETag>"0CC175B9C0F1B6A831C399E269${String(i).padStart(6, "0")}"</ETag><Type>Symlink</Type><Size>24</Size><StorageClass>Standard</StorageClass></Contents>`,
  );
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult><Name>bucket</Name><Prefix>latest%2F</Prefix><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated><KeyCount>1000</KeyCount>${entries.join("")}</ListBucketResult>`,
  );
}

const pages = Array.from({ length: 10 }, (_, i) => pageOf(i));
let read = 0;
const readAll = () => {
  const started = performance.now();
  for (const page of pages) read += readObjectPage(page).objects.length;
  return performance.now() - started;
};
const firstTen = readAll();
for (let i = 0; i < 20; i++) readAll();
const warm = Math.min(...Array.from({ length: 10 }, readAll)) / pages.length;
if (read !== 31 * 10_000) throw new Error(`${read} entries were read`);
console.log(JSON.stringify({ firstTen, warm }));
