// The leg of the live page in a notebook cell: the page's own modules, sent once; frames come as binary buffers.

const IMPORT = /"secondheart\/([\w./-]+\.js)"/g;
const STYLES = ["base.css", "page.css", "leg.css", "parts.css"];
const ACK_EVERY = 10;

/** Addresses of modules, made of their texts: each names those it imports by their address. */
function addresses(texts) {
  const made = {};
  const of = (name) => {
    made[name] ??= URL.createObjectURL(new Blob([texts[name].replace(IMPORT, (_, other) => `"${of(other)}"`)], { type: "text/javascript" }));
    return made[name];
  };
  return of;
}

/** A root of its own, so that neither the notebook's style nor the page's touches the other. */
function rooted(el, files) {
  const shadow = el.attachShadow({ mode: "open" });
  const style = document.createElement("style");
  style.textContent = STYLES.map((name) => files[name] ?? "").join("\n").replaceAll(":root", ":host").replace(/(^|[\s,}])body(?=[\s,{])/g, "$1:host");
  const section = document.createElement("section");
  section.id = "picture";
  section.style.minHeight = "34rem";
  const foot = document.createElement("p");
  shadow.append(style, section, foot);
  return { section, foot };
}

async function begin(model, el, { files, schema }) {
  const { section, foot } = rooted(el, files);
  const of = addresses(files);
  const [{ Stage }, { Names }, { decode, GAP, PAUSED }] = await Promise.all(["scene/stage.js", "connection/places.js", "connection/frame.js"].map((name) => import(of(name))));
  foot.textContent = schema.disclaimer;
  const app = { schema, factor: 1, look: (side) => turn(side), inspect: () => {} };
  const stage = new Stage(section, app);
  let [hello, names, unacked] = [null, null, 0];
  const turn = (side) => {
    stage.side = side;
    if (!hello) return;
    stage.bind(hello, names);
    stage.call(hello.bodies.map((body) => hello.people[body]?.note ?? ""));
    stage.again();
  };
  return (message, buffer) => {
    if (message.type === "hello") {
      [hello, names] = [message, new Names(message)];
      turn(stage.side);
    }
    if (message.type === "error") foot.textContent = message.text;
    if (message.type !== "frame") return;
    const frame = hello && decode(buffer, hello);
    if (!frame) return;
    stage.show(frame, frame.flags & PAUSED ? 0 : frame.span, Boolean(frame.flags & GAP));
    unacked += 1;
    if (unacked < ACK_EVERY) return;
    unacked = 0;
    model.send({ type: "ack", seq: frame.seq });
  };
}

function render({ model, el }) {
  let take = null;
  let early = [];
  const hear = async (message, buffers) => {
    const data = buffers?.[0];
    const buffer = data && (data.buffer ? data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) : data);
    if (message.type === "begin") {
      take = await begin(model, el, message);
      for (const [one, its] of early) take(one, its);
      early = [];
    } else if (take) take(message, buffer);
    else early.push([message, buffer]);
  };
  model.on("msg:custom", hear);
  model.send({ type: "ready" });
  return () => model.off("msg:custom", hear);
}

export default { render };
