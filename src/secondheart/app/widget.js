// The person of the live page in a notebook cell: the page's own modules, sent once; frames come as binary buffers.

const IMPORT = /"secondheart\/([\w./-]+\.js)"/g;
const STYLES = ["base.css", "page.css", "story.css"];
const MODULES = ["scene/scene.js", "scene/reflux.js", "connection/places.js", "connection/frame.js"];
const ACK_EVERY = 10;

/** Addresses of modules, made of their texts: each names those it imports by their address. */
function addresses(texts) {
  const urls = {};
  const of = (name) => {
    urls[name] ??= URL.createObjectURL(new Blob([texts[name].replace(IMPORT, (_, other) => `"${of(other)}"`)], { type: "text/javascript" }));
    return urls[name];
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
  section.style.height = "34rem";
  const foot = document.createElement("p");
  shadow.append(style, section, foot);
  return { section, foot };
}

async function begin(model, el, { files, schema }) {
  const { section, foot } = rooted(el, files);
  const of = addresses(files);
  const [{ Scene }, { Reflux }, { Names }, { decode, GAP }] = await Promise.all(MODULES.map((name) => import(of(name))));
  foot.textContent = schema.disclaimer;
  const reflux = new Reflux();
  let [hello, scenario, newest, unacked] = [null, null, 0, 0];
  const acknowledge = () => {
    if (unacked < ACK_EVERY) return;
    unacked = 0;
    model.send({ type: "ack", seq: newest });
  };
  const scene = new Scene(section, {
    insets: () => ({ top: 12, bottom: 24 }), lens: () => null, words: () => ({}), reflux,
    doing: () => ({ verb: scenario?.verb ?? "stand", given: scenario?.arguments ?? {} }), onDrawn: acknowledge,
  });
  scene.rest();
  return (message, buffer) => {
    if (message.type === "hello") {
      hello = message;
      reflux.bind(hello);
      scene.bind(hello, new Names(hello));
    }
    if (message.type === "state") scenario = message.scenario;
    if (message.type === "error") foot.textContent = message.text;
    if (message.type !== "frame") return;
    const frame = hello && decode(buffer, hello);
    if (!frame) return;
    const fresh = Boolean(frame.flags & GAP);
    reflux.take(frame, fresh);
    scene.show(frame, fresh);
    [newest, unacked] = [frame.seq, unacked + 1];
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
