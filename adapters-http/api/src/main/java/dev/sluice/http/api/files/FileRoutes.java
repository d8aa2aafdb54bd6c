package dev.sluice.http.api.files;

import dev.sluice.core.port.artifact.LinkedObjects;
import dev.sluice.core.port.artifact.LinkedObjects.LinkedObject;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.error.ErrorWire;
import dev.sluice.http.api.exchange.ResponseWriter;
import dev.sluice.http.api.limits.ConcurrencyLimiter;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Serves the objects behind signed links. It asks for no API key: the signature is the key. */
public final class FileRoutes {
  private final LinkedObjects objects;
  private final Transfers transfers;

  public FileRoutes(LinkedObjects objects, Transfers transfers) {
    this.objects = objects;
    this.transfers = transfers;
  }

  public void read(Context ctx) throws IOException {
    ConcurrencyLimiter.Permit permit = transfers.acquire(ctx);
    boolean sending = false;
    try {
      sending = open(ctx, permit);
    } finally {
      if (!sending) {
        permit.close();
      }
    }
  }

  /** Returns whether the object is being sent; it and the permit are closed at the end then. */
  private boolean open(Context ctx, ConcurrencyLimiter.Permit permit) throws IOException {
    Optional<String> path = FileHeaders.linkPath(ctx.req().getRequestURI());
    LinkedObject object =
        path.flatMap(
                known ->
                    objects.open(known, parameter(ctx, "expires"), parameter(ctx, "signature")))
            .orElseThrow(ApiError::noSuchLink);
    boolean sending = false;
    try {
      sending = answer(ctx, object, permit);
      return sending;
    } finally {
      if (!sending) {
        object.close();
      }
    }
  }

  private static String parameter(Context ctx, String name) {
    String value = ctx.queryParam(name);
    return value == null ? "" : value;
  }

  private boolean answer(Context ctx, LinkedObject object, ConcurrencyLimiter.Permit permit)
      throws IOException {
    FileHeaders headers = new FileHeaders(object);
    headers.write(ctx);
    int conditional = headers.conditional(ctx);
    if (conditional != 200) {
      ctx.status(conditional);
      return false;
    }
    boolean head = ctx.req().getMethod().equals("HEAD");
    ByteRange range = head ? ByteRange.whole(object.size()) : headers.range(ctx);
    if (!range.satisfiable()) {
      ctx.header("Content-Range", "bytes */" + object.size());
      ResponseWriter.json(
          ctx,
          416,
          ErrorWire.of("RANGE_NOT_SATISFIABLE", "The file has only " + object.size() + " bytes"));
      return false;
    }
    HttpServletResponse response = ctx.res();
    response.setStatus(range.partial() ? 206 : 200);
    response.setContentType(object.contentType());
    response.setContentLengthLong(range.length());
    if (range.partial()) {
      response.setHeader("Content-Range", range.contentRange());
    }
    if (head) {
      return false;
    }
    transfers.send(ctx, new ObjectSource(object, range), permit);
    return true;
  }

  private static final class ObjectSource implements Transfers.Source {
    private final LinkedObject object;
    private long position;
    private long left;

    private ObjectSource(LinkedObject object, ByteRange range) {
      this.object = object;
      position = range.first();
      left = range.length();
    }

    @Override
    public int read(byte[] buffer) throws IOException {
      if (left == 0) {
        return -1;
      }
      ByteBuffer into = ByteBuffer.wrap(buffer, 0, (int) Math.min(buffer.length, left));
      while (into.hasRemaining()) {
        int read = object.read(position, into);
        if (read < 0) {
          // The length is sent already: only a broken connection shows the client that bytes are
          // missing.
          throw new IOException("the file became shorter while it was read");
        }
        position += read;
      }
      left -= into.position();
      return into.position();
    }

    @Override
    public void close() {
      object.close();
    }
  }
}
