// node asyncapi_check.mjs FILE: what AsyncAPI's own parser says of a document; 1 where it objects.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], "utf8"));
const objections = diagnostics.filter((one) => one.severity <= 1);
for (const one of objections) console.log(`${one.path.join(".")}: ${one.message}`);
console.log(`${document?.channels().length ?? 0} channels, ${document?.allMessages().length ?? 0} messages`);
process.exit(objections.length ? 1 : 0);
