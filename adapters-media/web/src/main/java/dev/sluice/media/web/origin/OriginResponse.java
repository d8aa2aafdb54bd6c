package dev.sluice.media.web.origin;

import dev.sluice.core.port.web.WebClient;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A response that was checked against its request.
 *
 * @param from the position in the file of the body's first byte
 * @param end the position after the last byte announced; −1 if unknown
 * @param total the file's size; −1 if unknown
 * @param ranges whether the response is a range
 */
public record OriginResponse(
    WebClient.Response response, long from, long end, long total, boolean ranges) {
  /**
   * Values of {@code Content-Encoding} that encode nothing: stores return the header with which a
   * file was uploaded, whatever it was.
   */
  private static final Set<String> NO_CODINGS =
      Set.of("", "identity", "none", "null", "binary", "8bit", "utf-8", "utf8", "aws-chunked");

  int read(byte[] into, int offset, int length) throws IOException {
    return body().read(into, offset, length);
  }

  private InputStream body() {
    return response.body();
  }

  /** Returns whether the body is compressed in the way that {@link BodyReader} decompresses. */
  public boolean compressed() {
    List<String> codings = codings();
    return codings.equals(List.of("gzip")) || codings.equals(List.of("x-gzip"));
  }

  /** Returns the content codings of the body, in lower case; empty if it is not encoded. */
  List<String> codings() {
    return response.headers("Content-Encoding").stream()
        .flatMap(text -> Arrays.stream(text.split(",", -1)))
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .filter(name -> !NO_CODINGS.contains(name))
        .toList();
  }

  /** Returns the announced media type without parameters, in lower case. */
  public Optional<String> type() {
    return response
        .header("Content-Type")
        .map(text -> text.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT))
        .filter(text -> !text.isEmpty());
  }

  /** Returns the file name in {@code Content-Disposition}. */
  public Optional<String> proposedName() {
    return response.header("Content-Disposition").flatMap(ContentDisposition::fileName);
  }
}
