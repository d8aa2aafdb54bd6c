package dev.sluice.http.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.shared.BoundedGzipStream;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.error.FieldViolation;
import io.javalin.http.Context;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipException;

/** Reads the body of a request, whatever its content type says. */
public final class RequestBody {
  public static final int LIMIT = 1024 * 1024;

  /** The attribute of a request whose body was dropped, because it is larger than the limit. */
  public static final String TOO_LARGE = RequestBody.class.getName() + ".tooLarge";

  private static final String FIELDS = RequestBody.class.getName() + ".fields";

  private static final String STRICT = "handling=strict";

  private RequestBody() {}

  /**
   * Returns the fields of the body. With {@code Prefer: handling=strict} (RFC 7240) they are
   * strict; else the answer names those that are {@linkplain #ignored ignored}.
   *
   * @throws ApiError when it is too large, not JSON, or not an object
   */
  public static JsonFields fields(Context ctx) throws IOException {
    boolean strict = isStrict(ctx);
    if (strict) {
      ctx.header("Preference-Applied", STRICT);
    }
    JsonFields fields = new JsonFields(object(ctx), strict);
    ctx.attribute(FIELDS, fields);
    return fields;
  }

  /** Returns the fields of the body that the request's handler did not ask for. */
  public static List<FieldViolation> ignored(Context ctx) {
    JsonFields fields = ctx.attribute(FIELDS);
    return fields == null ? List.of() : fields.unknown();
  }

  private static boolean isStrict(Context ctx) {
    return Collections.list(ctx.req().getHeaders("Prefer")).stream()
        .flatMap(line -> Arrays.stream(line.split(",")))
        .map(preference -> preference.replaceFirst(";.*", "").replaceAll("[\\s\"]", ""))
        .anyMatch(STRICT::equalsIgnoreCase);
  }

  private static JsonNode object(Context ctx) throws IOException {
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
    byte[] body = decoded(ctx, ctx.req().getInputStream()).readNBytes(LIMIT + 1);
    if (body.length > LIMIT) {
      throw ApiError.bodyTooLarge(LIMIT);
    }
    return body;
  }

  // Its size is limited behind the decoder, so a small body never becomes a large one.
  private static InputStream decoded(Context ctx, InputStream in) throws IOException {
    String encoding = Optional.ofNullable(ctx.header("Content-Encoding")).orElse("").strip();
    return switch (encoding.toLowerCase(Locale.ROOT)) {
      case "", "identity" -> in;
      case "gzip", "x-gzip" -> new Gunzip(in);
      default -> {
        ctx.header("Accept-Encoding", "gzip");
        throw ApiError.unsupportedEncoding();
      }
    };
  }

  /** Reads gzip, and says so if the bytes are none. */
  private static final class Gunzip extends InputStream {
    private final InputStream in;

    Gunzip(InputStream encoded) throws IOException {
      try {
        in = new BoundedGzipStream(encoded, 512);
      } catch (ZipException | EOFException e) {
        throw ApiError.notGzip();
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int most) throws IOException {
      try {
        int count = in.read(bytes, from, most);
        if (count < 0) {
          in.close();
        }
        return count;
      } catch (ZipException | EOFException e) {
        throw ApiError.notGzip();
      }
    }
  }
}
