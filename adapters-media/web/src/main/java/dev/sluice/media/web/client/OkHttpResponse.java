package dev.sluice.media.web.client;

import dev.sluice.core.port.web.WebClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Call;
import okhttp3.Response;

/** A response whose transfer any thread may end. */
final class OkHttpResponse implements WebClient.Response {
  private final Call call;
  private final Response response;
  private final URI uri;
  private final InputStream body;

  /** Held while a thread is inside OkHttp's stream, which is not thread-safe. */
  private final ReentrantLock inside = new ReentrantLock();

  private volatile boolean closed;

  OkHttpResponse(Call call, Response response, URI uri) {
    this.call = call;
    this.response = response;
    this.uri = uri;
    this.body = new Body(response.body().byteStream());
  }

  @Override
  public int status() {
    return response.code();
  }

  @Override
  public Optional<String> header(String name) {
    // OkHttp gives the last of several.
    return headers(name).stream().findFirst();
  }

  @Override
  public List<String> headers(String name) {
    return response.headers(name);
  }

  @Override
  public URI uri() {
    return uri;
  }

  @Override
  public InputStream body() {
    return body;
  }

  @Override
  public void close() {
    closed = true;
    // Harmless once the body has been read to its end: the connection is back in the pool by then.
    call.cancel();
    release();
  }

  /** Closes a response that nobody reads; its connection is reused if little of it is left. */
  void letGo() {
    closed = true;
    release();
  }

  // A thread inside the stream is thrown out by the cancel and then releases the response itself.
  private void release() {
    if (inside.tryLock()) {
      try {
        response.close();
      } finally {
        inside.unlock();
      }
    }
  }

  private final class Body extends InputStream {
    private final InputStream stream;

    Body(InputStream stream) {
      this.stream = stream;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        // OkHttp's stream would wait for a byte even so.
        return 0;
      }
      inside.lock();
      try {
        if (closed) {
          throw new IOException("the response was closed");
        }
        return stream.read(into, offset, length);
      } finally {
        inside.unlock();
        if (closed) {
          release();
        }
      }
    }

    @Override
    public int available() throws IOException {
      inside.lock();
      try {
        return closed ? 0 : stream.available();
      } finally {
        inside.unlock();
      }
    }

    @Override
    public void close() {
      OkHttpResponse.this.close();
    }
  }
}
