// Asks the third-party library scimmy what it makes of resources, filters and patches. Reads one JSON object, writes one.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(process.argv[2] + "/package.json"));
const SCIMMY = require("scimmy").default ?? require("scimmy");
SCIMMY.Schemas.User.extend(SCIMMY.Schemas.EnterpriseUser);

let text = "";
for await (const chunk of process.stdin) text += chunk;
const { users = [], groups = [], lists = [], errors = [], filters = [], patches = [], schemas = [] } = JSON.parse(text);
const plain = (value) => JSON.parse(JSON.stringify(value));
const attempt = async (act) => {
  try {
    return { value: plain((await act()) ?? null) };
  } catch (fault) {
    return { fault: `${fault.scimType ?? fault.name}: ${fault.message}` };
  }
};
const all = (items, act) => Promise.all(items.map((item) => attempt(() => act(item))));

console.log(
  JSON.stringify({
    users: await all(users, (u) => new SCIMMY.Schemas.User(u, "both")),
    groups: await all(groups, (g) => new SCIMMY.Schemas.Group(g, "both")),
    lists: await all(lists, (l) => new SCIMMY.Messages.ListResponse(l)),
    // It throws what it recognises as an error of a service.
    errors: await all(errors, (e) => {
      try {
        return new SCIMMY.Messages.ErrorResponse(e);
      } catch (fault) {
        return { recognised: fault instanceof SCIMMY.Types.Error, status: String(fault.status), scimType: fault.scimType };
      }
    }),
    filters: await all(filters, ({ filter, resources }) => new SCIMMY.Types.Filter(filter).match(resources).map((r) => r.id)),
    patches: await all(patches, async ({ patch, resource }) =>
      new SCIMMY.Messages.PatchOp(patch).apply(new SCIMMY.Schemas.User(resource, "out"), async (r) => r),
    ),
    schemas: await all(schemas, (id) => [SCIMMY.Schemas.User, SCIMMY.Schemas.Group, SCIMMY.Schemas.EnterpriseUser].map((s) => s.definition).find((d) => d.id === id)?.describe()),
  }),
);
