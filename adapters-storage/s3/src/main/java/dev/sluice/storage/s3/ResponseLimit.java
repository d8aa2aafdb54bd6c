package dev.sluice.storage.s3;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;

/**
 * Cuts the bodies of responses, which the client reads whole into memory: a tenant's bucket may be
 * anyone's server, and a small response may be a large one in gzip. No object is read with this
 * client. Thread-safe.
 */
final class ResponseLimit implements Interceptor {
  /** More than a page of a list, which has a thousand entries. */
  static final long MOST = 2L << 20;

  static final long MOST_OF_ERROR = 64L << 10;

  @Override
  public Response intercept(Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    long most = response.isSuccessful() ? MOST : MOST_OF_ERROR;
    return response.newBuilder().body(new CutBody(response.body(), most)).build();
  }

  private static final class CutBody extends ResponseBody {
    private final ResponseBody body;
    private final BufferedSource cut;

    CutBody(ResponseBody body, long most) {
      this.body = body;
      this.cut =
          Okio.buffer(
              new ForwardingSource(body.source()) {
                private long left = most;

                @Override
                public long read(Buffer sink, long bytes) throws IOException {
                  long count = left == 0 ? -1 : super.read(sink, Math.min(bytes, left));
                  left -= Math.max(0, count);
                  return count;
                }
              });
    }

    @Override
    public MediaType contentType() {
      return body.contentType();
    }

    // Unknown, since the body may be cut.
    @Override
    public long contentLength() {
      return -1;
    }

    @Override
    public BufferedSource source() {
      return cut;
    }
  }
}
