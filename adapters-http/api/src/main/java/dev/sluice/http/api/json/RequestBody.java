package dev.sluice.http.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.http.api.error.ApiError;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;

/** Reads the body of a request, whatever its content type says. */
public final class RequestBody {
  public static final int LIMIT = 1024 * 1024;

  /** The attribute of a request whose body was dropped, because it is larger than the limit. */
  public static final String TOO_LARGE = RequestBody.class.getName() + ".tooLarge";

  private RequestBody() {}

  /**
   * @throws ApiError when it is too large, not JSON, or not an object
   */
  public static JsonNode object(Context ctx) throws IOException {
    JsonNode tree = Json.tree(bytes(ctx));
    if (tree.isMissingNode()) {
      throw ApiError.malformedBody("The body is empty; a JSON object is expected");
    }
    if (!tree.isObject()) {
      throw ApiError.wrongTypes("expected an object, found " + JsonFields.typeName(tree));
    }
    return tree;
  }

  private static byte[] bytes(Context ctx) throws IOException {
    // A client that asks before it sends gets its answer before it sends.
    boolean unsent = ctx.header("Expect") != null && ctx.req().getContentLengthLong() > LIMIT;
    if (unsent || ctx.req().getAttribute(TOO_LARGE) != null) {
      throw ApiError.bodyTooLarge(LIMIT);
    }
    InputStream in = ctx.req().getInputStream();
    byte[] body = in.readNBytes(LIMIT + 1);
    if (body.length > LIMIT) {
      throw ApiError.bodyTooLarge(LIMIT);
    }
    return body;
  }
}
