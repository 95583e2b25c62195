// Reads `go test -json`, shows a line for each package and the output of what
// failed, and appends how many tests passed and failed to the file it is given.
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";

const output = new Map(); // what a test said, until it is known to have passed
const failedIn = new Map(); // tests that failed, by package
let passed = 0;
let failed = 0;

function over(e) {
  const key = `${e.Package} ${e.Test ?? ""}`;
  const said = output.get(key) ?? [];
  output.delete(key);
  if (!e.Test) {
    const word = { pass: "ok  ", fail: "FAIL", skip: "--  " }[e.Action]; // "--": a package without tests
    console.log(`${word} ${e.Package} ${e.Elapsed?.toFixed(1) ?? ""}s`);
    if (e.Action !== "fail") return;
    if (!failedIn.get(e.Package)) failed += 1; // it did not build, or died
    process.stdout.write(said.join(""));
    return;
  }
  if (e.Action === "pass") passed += 1;
  if (e.Action === "fail") {
    failed += 1;
    failedIn.set(e.Package, (failedIn.get(e.Package) ?? 0) + 1);
    process.stdout.write(`--- FAIL: ${e.Package} ${e.Test}\n${said.join("")}`);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  let e;
  try {
    e = JSON.parse(line);
  } catch {
    console.log(line); // not from the tests, such as a failure to start
    continue;
  }
  if (e.Action === "output" || e.Action === "build-output") {
    if (e.Action === "build-output") process.stdout.write(e.Output);
    const key = `${e.Package} ${e.Test ?? ""}`;
    output.set(key, [...(output.get(key) ?? []).slice(-400), e.Output]);
  } else if (["pass", "fail", "skip"].includes(e.Action) && e.Package) {
    over(e);
  }
}
if (passed + failed === 0) failed = 1; // nothing ran
appendFileSync(process.argv[2], `passed ${passed}\nfailed ${failed}\n`);
