package dev.sluice.testkit.site;

import dev.sluice.testkit.site.SiteResponse.Framing;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link LoopbackSite}, which answers requests until either side closes it. */
final class SiteConnection implements Runnable {
  private static final int LONGEST_LINE = 1 << 16;

  /** The first byte of a TLS handshake, after which no line end may come for long. */
  private static final int TLS_HANDSHAKE = 0x16;

  private static final byte[] LINE_END = {'\r', '\n'};

  private final LoopbackSite site;
  private final SocketChannel channel;
  private final int number;
  private volatile boolean busy;
  private final ByteBuffer incoming = ByteBuffer.allocate(1 << 13).flip();
  private final ByteBuffer outgoing = ByteBuffer.allocateDirect(1 << 18);

  SiteConnection(LoopbackSite site, SocketChannel channel, int number) {
    this.site = site;
    this.channel = channel;
    this.number = number;
  }

  @Override
  public void run() {
    try (channel) {
      boolean open = true;
      while (open) {
        SiteRequest request = readRequest();
        busy = request != null;
        open = request != null && site.answer(request, answer -> write(request, answer));
        busy = false;
      }
    } catch (IOException e) {
      // The client closed the connection, or the site is being closed.
    } finally {
      site.ended(this);
    }
  }

  boolean busy() {
    return busy;
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket that cannot be closed", e);
    }
  }

  private @Nullable SiteRequest readRequest() throws IOException {
    String first = readLine();
    if (first == null) {
      return null;
    }
    // A TLS client gets a plain-text error, since this site does not speak TLS.
    String[] words = first.split(" ", -1);
    if (words.length != 3) {
      put(head(SiteResponse.plain(400, "")));
      flush();
      throw new IOException("not a request line");
    }
    Map<String, List<String>> headers = new HashMap<>();
    for (String line = readLine(); line != null && !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", List.of("0")).get(0));
    byte[] body = new byte[length];
    for (int i = 0; i < length; i++) {
      body[i] = (byte) readByte();
    }
    int question = words[1].indexOf('?');
    String path = question < 0 ? words[1] : words[1].substring(0, question);
    String query = question < 0 ? "" : words[1].substring(question + 1);
    return new SiteRequest(words[0], path, query, headers, body, number);
  }

  private @Nullable String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.length() < LONGEST_LINE) {
      int c = readByte();
      if (c < 0) {
        return null;
      }
      if (c == '\n' || c == TLS_HANDSHAKE) {
        return line.toString();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    throw new IOException("a line that is too long");
  }

  private int readByte() throws IOException {
    if (!incoming.hasRemaining()) {
      incoming.clear();
      int count = channel.read(incoming);
      incoming.flip();
      if (count < 0) {
        return -1;
      }
    }
    return incoming.get() & 0xff;
  }

  /** Returns whether the connection can take another request. */
  private boolean write(SiteRequest request, SiteResponse answer) throws IOException {
    if (!answer.delay().isZero()) {
      awaitEnd(answer.delay());
    }
    outgoing.clear();
    put(head(answer));
    boolean whole = request.method().equals("HEAD") || writeBody(answer);
    flush();
    return whole && answer.framing() != Framing.CLOSE && answer.framing() != Framing.HANG_UP;
  }

  private static String head(SiteResponse answer) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " Says the site\r\n");
    answer.headers().forEach(h -> head.append(h.getKey() + ": " + h.getValue() + "\r\n"));
    switch (answer.framing()) {
      // A body that goes on longer than announced is only visible where a range names another
      // length; otherwise the bytes after the announced ones would be taken for the next answer.
      case LENGTH, HANG_UP ->
          head.append("Content-Length: " + (answer.length() + answer.extra()) + "\r\n");
      case CHUNKED -> head.append("Transfer-Encoding: chunked\r\n");
      case CLOSE -> head.append("Connection: close\r\n");
    }
    return head.append("\r\n").toString();
  }

  private boolean writeBody(SiteResponse answer) throws IOException {
    long total = answer.length() + answer.extra();
    long end = answer.cutAfter() < 0 ? total : Math.min(total, answer.cutAfter());
    long stall = answer.stallAfter() < 0 ? Long.MAX_VALUE : answer.stallAfter();
    long sent = 0;
    while (sent < end) {
      if (sent == stall) {
        flush();
        awaitEnd();
      }
      long most = Math.min(end, stall) - sent;
      if (answer.bytesPerSecond() > 0) {
        // Small steps, so that a slow body does not look like a stall.
        flush();
        most = Math.min(most, Math.max(1, Math.min(1 << 17, answer.bytesPerSecond() / 20)));
        LockSupport.parkNanos(most * 1_000_000_000L / answer.bytesPerSecond());
      }
      sent += writePiece(answer, sent, most);
    }
    if (end < total) {
      return false;
    }
    if (answer.framing() == Framing.CHUNKED) {
      put("0\r\n\r\n");
    }
    return true;
  }

  private int writePiece(SiteResponse answer, long sent, long most) throws IOException {
    if (outgoing.remaining() < 64) {
      flush();
    }
    boolean chunked = answer.framing() == Framing.CHUNKED;
    int length = (int) Math.min(most, outgoing.remaining() - (chunked ? 32 : 0));
    if (chunked) {
      put(Integer.toHexString(length) + "\r\n");
    }
    int limit = outgoing.limit();
    outgoing.limit(outgoing.position() + length);
    long at = sent;
    while (outgoing.hasRemaining()) {
      int before = outgoing.position();
      if (at < answer.length()) {
        int inSource = (int) Math.min(outgoing.remaining(), answer.length() - at);
        int wholeLimit = outgoing.limit();
        outgoing.limit(before + inSource);
        answer.source().read(answer.from() + at, outgoing);
        outgoing.limit(wholeLimit);
      } else {
        outgoing.put((byte) 'x');
      }
      at += outgoing.position() - before;
    }
    outgoing.limit(limit);
    if (chunked) {
      outgoing.put(LINE_END);
    }
    return length;
  }

  private void put(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (outgoing.remaining() < bytes.length) {
      flush();
    }
    outgoing.put(bytes);
  }

  private void flush() throws IOException {
    outgoing.flip();
    while (outgoing.hasRemaining()) {
      site.sent(channel.write(outgoing));
    }
    outgoing.clear();
  }

  private void awaitEnd(Duration atMost) throws IOException {
    Socket socket = channel.socket();
    socket.setSoTimeout((int) Math.max(1, atMost.toMillis()));
    try {
      if (socket.getInputStream().read() < 0) {
        throw new EOFException("the client gave up");
      }
      throw new IOException("a client that asks before it is answered");
    } catch (SocketTimeoutException e) {
      // The client still waits: now it gets its response.
    }
  }

  // A client sends nothing while it waits, so the read returns when the client gives up.
  private void awaitEnd() throws IOException {
    int said;
    do {
      said = readByte();
    } while (said >= 0);
    throw new EOFException("the client gave up");
  }
}
