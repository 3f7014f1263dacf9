// Lets the third-party client mlflow (npm, by Yuhsak Inoue) do a morning's work against a server. Arguments: folder of the package, address, token.
// Writes one JSON object on its last line; the client itself prints what it sends.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, endpoint, token] = process.argv.slice(2);
const require = createRequire(pathToFileURL(folder + "/package.json"));
const MLflow = require("mlflow").default ?? require("mlflow");
const { Experiments, Runs, Metrics, Artifacts } = new MLflow({ endpoint, headers: { Authorization: `Bearer ${token}` } });
const failureOf = async (act) => {
  try {
    await act();
    return null;
  } catch (fault) {
    return JSON.parse(fault.message.replace(/^(Error: )+/, ""));
  }
};

const name = `npm ${Date.now()} ${Math.random()}`;
const { experiment_id } = await Experiments.create({ name });
const made = await Experiments.get({ experiment_id });
const listed = await Experiments.list();
const twice = await failureOf(() => Experiments.create({ name }));
await Experiments.update({ experiment_id, new_name: `${name} renamed` });
const start_time = 1700000000123;
const ids = [];
for (const [model, mae] of [["ridge", 3.25], ["lear", 2.5], ["naive", 6.5]]) {
  const { run } = await Runs.create({ experiment_id, user_id: "somebody else", start_time, tags: [{ key: "desk", value: "ERCOT" }] });
  const run_id = run.info.run_id;
  ids.push(run_id);
  await Runs.logParameter({ run_id, key: "model", value: model });
  await Runs.logMetric({ run_id, key: "mae", value: mae + 1, timestamp: start_time, step: 0 });
  await Runs.logBatch({
    run_id,
    metrics: [{ key: "mae", value: mae, timestamp: start_time + 1, step: 1 }, { key: "rmse", value: 2 * mae, timestamp: start_time, step: 0 }],
    params: [{ key: "windows", value: "56,84" }],
    tags: [{ key: "stage", value: "test" }],
  });
  await Runs.setTag({ run_id, key: "note", value: model });
  await Runs.update({ run_id, status: "FINISHED", end_time: start_time + 5000 });
}
const [first] = ids;
await Runs.deleteTag({ run_id: first, key: "stage" });
const run = (await Runs.get({ run_id: first })).run;
const changed = await failureOf(() => Runs.logParameter({ run_id: first, key: "model", value: "another" }));
const search = await Runs.search({ experiment_ids: [experiment_id], filter: "metrics.mae < 4 and params.windows = '56,84'", order_by: ["metrics.mae ASC"] });
const page = await Runs.search({ experiment_ids: [experiment_id], max_results: 2 });
const rest = await Runs.search({ experiment_ids: [experiment_id], max_results: 2, page_token: page.next_page_token });
const history = await Metrics.getHistory({ run_id: first, metric_key: "mae" });
const files = await Artifacts.list({ run_id: first });
await Runs.delete({ run_id: first });
const deleted = await Runs.search({ experiment_ids: [experiment_id], run_view_type: "DELETED_ONLY" });
await Runs.restore({ run_id: first });
await Experiments.delete({ experiment_id });
const gone = (await Experiments.get({ experiment_id })).experiment.lifecycle_stage;
await Experiments.restore({ experiment_id });
const missing = await failureOf(() => Runs.get({ run_id: "0".repeat(32) }));
const stranger = new MLflow({ endpoint });
const anonymous = await failureOf(() => stranger.Experiments.list());

console.log(
  JSON.stringify({ name, experiment_id, made, listed, twice, ids, run, changed, search, page, rest, history, files, deleted, gone, missing, anonymous }),
);
