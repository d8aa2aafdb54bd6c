package dev.sluice.http.api.files;

import dev.sluice.core.port.artifact.LinkedObjects;
import dev.sluice.core.port.artifact.LinkedObjects.LinkedObject;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.error.ErrorWire;
import dev.sluice.http.api.exchange.ResponseWriter;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Serves the objects behind signed links. It asks for no API key: the signature is the key. */
public final class FileRoutes {
  private static final int CHUNK = 256 * 1024;

  private final LinkedObjects objects;

  public FileRoutes(LinkedObjects objects) {
    this.objects = objects;
  }

  public void read(Context ctx) throws IOException {
    Optional<String> path = FileHeaders.linkPath(ctx.req().getRequestURI());
    try (LinkedObject object =
        path.flatMap(
                known ->
                    objects.open(known, parameter(ctx, "expires"), parameter(ctx, "signature")))
            .orElseThrow(ApiError::noSuchLink)) {
      answer(ctx, object);
    }
  }

  private static String parameter(Context ctx, String name) {
    String value = ctx.queryParam(name);
    return value == null ? "" : value;
  }

  private static void answer(Context ctx, LinkedObject object) throws IOException {
    FileHeaders headers = new FileHeaders(object);
    headers.write(ctx);
    int conditional = headers.conditional(ctx);
    if (conditional != 200) {
      ctx.status(conditional);
      return;
    }
    boolean head = ctx.req().getMethod().equals("HEAD");
    ByteRange range = head ? ByteRange.whole(object.size()) : headers.range(ctx);
    if (!range.satisfiable()) {
      ctx.header("Content-Range", "bytes */" + object.size());
      ResponseWriter.json(
          ctx,
          416,
          ErrorWire.of("RANGE_NOT_SATISFIABLE", "The file has only " + object.size() + " bytes"));
      return;
    }
    HttpServletResponse response = ctx.res();
    response.setStatus(range.partial() ? 206 : 200);
    response.setContentType(object.contentType());
    response.setContentLengthLong(range.length());
    if (range.partial()) {
      response.setHeader("Content-Range", range.contentRange());
    }
    if (!head) {
      copy(object, range, response.getOutputStream());
    }
  }

  private static void copy(LinkedObject object, ByteRange range, OutputStream out)
      throws IOException {
    byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(1, range.length()))];
    long position = range.first();
    long left = range.length();
    while (left > 0) {
      int read =
          object.read(position, ByteBuffer.wrap(chunk, 0, (int) Math.min(chunk.length, left)));
      if (read < 0) {
        // The length is sent already: only a broken connection shows the client that bytes are
        // missing.
        throw new IOException("the file became shorter while it was read");
      }
      out.write(chunk, 0, read);
      position += read;
      left -= read;
    }
    out.flush();
  }
}
