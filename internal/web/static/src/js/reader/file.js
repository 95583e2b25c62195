// One PDF file: its pages, and the text of each. Nothing in a file is ever run:
// scripts, forms and links of the file are left out.
import { getDocument, PDFWorker } from "pdfjs-dist/legacy/build/pdf.mjs";

// Refusal is an answer of the server that is no file.
class Refusal extends Error {
  constructor(status) {
    super(`the server answers ${status}`);
    this.status = status;
  }
}

export async function openFile(address, workerAddress) {
  // By X-Read the service worker knows what may be answered from the saved papers.
  const answer = await fetch(address, { credentials: "same-origin", headers: { "X-Read": "1" } });
  if (!answer.ok || answer.redirected) throw new Refusal(answer.status);
  const data = new Uint8Array(await answer.arrayBuffer());
  const worker = PDFWorker.create({ port: new Worker(workerAddress) });
  const pdf = await getDocument({
    data,
    worker,
    isEvalSupported: false, // the pages' policy forbids it, and files are not trusted
    useWasm: false,
    wasmUrl: "/static/",
    enableXfa: false,
  }).promise;
  const texts = new Map();
  return {
    pages: pdf.numPages,
    page: (n) => pdf.getPage(n),
    text(n) {
      if (!texts.has(n)) texts.set(n, pdf.getPage(n).then((page) => page.getTextContent()));
      return texts.get(n);
    },
  };
}

export function sayWhy(fault) {
  if (fault instanceof Refusal) {
    if (fault.status === 404 || fault.status === 403) return "Văn bản này không còn mở được cho đồng chí. Có thể văn bản đã được thu hồi.";
    return "Chưa mở được văn bản. Đồng chí hãy tải lại trang, hoặc đăng nhập lại.";
  }
  if (fault.name === "PasswordException") return "Tệp này có mật khẩu nên không đọc được ở đây. Đồng chí hãy tải tệp về máy rồi mở.";
  if (fault.name === "InvalidPDFException" || fault.name === "FormatError") return "Tệp này bị hỏng hoặc không phải PDF. Đồng chí hãy tải tệp về máy, hoặc báo cho nơi gửi.";
  if (fault instanceof TypeError && !navigator.onLine) return "Đang mất mạng và văn bản này chưa được lưu trên máy. Khi có mạng, đồng chí hãy tải lại trang.";
  return "Chưa mở được văn bản trên trang này. Đồng chí hãy tải tệp về máy rồi mở.";
}
