package dev.sluice.testkit.site;

import dev.sluice.testkit.sample.ByteSource;
import dev.sluice.testkit.site.SiteResponse.Framing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One path of a {@link LoopbackSite} and its faults. Without faults it answers GET and HEAD with
 * the bytes, a strong ETag and ranges, and with 304 if the request names that ETag (or the {@code
 * Last-Modified} of {@link #header}). Every method takes effect at the next request and returns
 * this resource. Thread-safe.
 */
public final class SiteResource {
  private final ByteSource original;
  private final AtomicLong answers = new AtomicLong();
  private final Map<String, String> headers = new ConcurrentHashMap<>();
  private volatile ByteSource source;
  private volatile String etag;
  private volatile String type = "application/octet-stream";
  private volatile Framing framing = Framing.LENGTH;
  private volatile LongSupplier cut = () -> -1;
  private volatile boolean ranges = true;
  private volatile boolean conditions = true;
  private volatile boolean changing;
  private volatile boolean mute;
  private final AtomicInteger running = new AtomicInteger();
  private final SiteErrors refusals = new SiteErrors();
  private volatile boolean silentLength;
  private volatile long shift;
  private volatile long totalError;
  private volatile long extra;
  private volatile LongSupplier stall = () -> -1;
  private volatile long bytesPerSecond;
  private volatile Duration delay = Duration.ZERO;

  SiteResource(ByteSource source) {
    this.original = source;
    this.source = source;
    this.etag = "\"" + Integer.toHexString(System.identityHashCode(this)) + "\"";
  }

  /** Sets the media type; {@code application/octet-stream} without this call. */
  public SiteResource type(String mediaType) {
    type = mediaType;
    return this;
  }

  /** Adds a header to every response; an empty value removes it. */
  public SiteResource header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Sets the ETag, quotes included; empty for none. */
  public SiteResource etag(String value) {
    etag = value;
    return this;
  }

  /** Answers every request with this status and a short text. */
  public SiteResource status(int code) {
    return status(code, Integer.MAX_VALUE);
  }

  /** Answers the next requests with this status. */
  public SiteResource status(int code, int times) {
    refusals.next(code, times);
    return this;
  }

  /** Redirects every request. */
  public SiteResource redirect(int code, String location) {
    return header("Location", location).status(code);
  }

  /** Cuts every body after this many bytes, although the head announces more. */
  public SiteResource cutAfter(long bytes) {
    return cutEach(() -> bytes);
  }

  /** Cuts the next bodies after this many bytes. */
  public SiteResource cutAfter(long bytes, int times) {
    AtomicInteger left = new AtomicInteger(times);
    return cutEach(() -> left.getAndDecrement() > 0 ? bytes : -1);
  }

  /** Cuts each body after as many bytes as the function returns; negative for no cut. */
  public SiteResource cutEach(LongSupplier afterBytes) {
    cut = afterBytes;
    return this;
  }

  /** Closes every connection after its request, without a response. */
  public SiteResource cutBeforeHead() {
    mute = true;
    return this;
  }

  /** Rejects requests with this status while this many responses are being sent. */
  public SiteResource atMostAtATime(int many, int otherwise) {
    refusals.crowds(many, otherwise);
    return this;
  }

  /** Limits the speed of each response; 0 for unlimited. */
  public SiteResource throttle(long bytesPerSecondAtMost) {
    bytesPerSecond = bytesPerSecondAtMost;
    return this;
  }

  /** Delays the head of each response. */
  public SiteResource delay(Duration beforeHead) {
    delay = beforeHead;
    return this;
  }

  /**
   * Stalls each body after this many bytes, with the connection left open; negative for no stall.
   */
  public SiteResource stallAfter(long bytes) {
    return stallEach(() -> bytes);
  }

  /** Stalls each body after as many bytes as the function returns; negative for no stall. */
  public SiteResource stallEach(LongSupplier afterBytes) {
    stall = afterBytes;
    return this;
  }

  /** Answers every request with 200 and the whole. */
  public SiteResource ignoringRanges() {
    ranges = false;
    return this;
  }

  /**
   * Answers requests for a range with 200 and the whole if they have a condition, whatever it is.
   */
  public SiteResource ignoringConditions() {
    conditions = false;
    return this;
  }

  /** Shifts every 206, which says so, this many bytes behind the requested range. */
  public SiteResource shiftedRanges(long bytes) {
    shift = bytes;
    return this;
  }

  /** Makes every 206 name a total that is wrong by this many bytes. */
  public SiteResource wrongTotal(long by) {
    totalError = by;
    return this;
  }

  /** Rejects requests whose {@code User-Agent} does not contain this text. */
  public SiteResource onlyFor(String userAgent, int otherwise) {
    refusals.strangers(userAgent, otherwise);
    return this;
  }

  /** Rejects requests that do not send this cookie, such as {@code a=1}. */
  public SiteResource onlyWithCookie(String cookie, int otherwise) {
    refusals.cookie(cookie, otherwise);
    return this;
  }

  /** Answers requests for a range with this status. */
  public SiteResource refusingRanges(int otherwise) {
    refusals.ranges(otherwise);
    return this;
  }

  /** Sends another ETag with every response, as if the file changed in between. */
  public SiteResource changingEtag() {
    changing = true;
    return this;
  }

  /** Sends bodies in chunks, without a length. */
  public SiteResource chunked() {
    framing = Framing.CHUNKED;
    return this;
  }

  /** Sends bodies without a length, which end with the connection. */
  public SiteResource closeDelimited() {
    framing = Framing.CLOSE;
    return this;
  }

  /**
   * Closes the connection after each response without announcing it, like servers of HTTP/1.0 and
   * those that close idle connections early.
   */
  public SiteResource hangingUp() {
    framing = Framing.HANG_UP;
    return this;
  }

  /** Makes every 206 omit the total: {@code bytes 0-9/*}. */
  public SiteResource unknownTotal() {
    silentLength = true;
    return this;
  }

  /** Makes every body this many bytes longer than the range that its head names. */
  public SiteResource overlong(long bytes) {
    extra = bytes;
    return this;
  }

  /**
   * Compresses every response, requested or not, and ignores ranges. For sources that fit into
   * memory.
   */
  public SiteResource gzip() {
    source = ByteSource.of(Gzip.of(original));
    return header("Content-Encoding", "gzip").ignoringRanges();
  }

  void begins() {
    running.incrementAndGet();
  }

  void ends() {
    running.decrementAndGet();
  }

  /** Returns the response, or null for none at all. */
  @Nullable SiteResponse answer(SiteRequest request) {
    long number = answers.incrementAndGet();
    if (mute) {
      return null;
    }
    OptionalInt refused = refusals.of(request, running.get());
    if (refused.isPresent()) {
      return refusal(refused.getAsInt());
    }
    List<Map.Entry<String, String>> head = new ArrayList<>();
    String tag = changing ? "\"v" + number + "\"" : etag;
    head.add(Map.entry("Content-Type", type));
    if (!tag.isEmpty()) {
      head.add(Map.entry("ETag", tag));
    }
    addHeaders(head);
    if (request.knows(tag, headers.get("Last-Modified"))) {
      return body(304, head, 0, 0);
    }
    long size = source.size();
    Optional<SiteRange> range = SiteRange.asked(request, size);
    if (!ranges || !current(request, tag) || range.isEmpty()) {
      head.add(Map.entry("Accept-Ranges", ranges ? "bytes" : "none"));
      return body(200, head, 0, size);
    }
    if (!range.get().within(size)) {
      head.add(Map.entry("Content-Range", "bytes */" + size));
      return body(416, head, 0, 0);
    }
    long to = range.get().to();
    long from = Math.min(range.get().from() + shift, to);
    String total = silentLength ? "*" : Long.toString(size + totalError);
    head.add(Map.entry("Content-Range", "bytes " + from + "-" + to + "/" + total));
    return body(206, head, from, to - from + 1);
  }

  private boolean current(SiteRequest request, String tag) {
    return request
        .header("If-Range")
        .map(
            known ->
                conditions && (known.equals(tag) || known.equals(headers.get("Last-Modified"))))
        .orElse(true);
  }

  private SiteResponse refusal(int code) {
    SiteResponse plain = SiteResponse.plain(code, "The answer to every question is " + code);
    List<Map.Entry<String, String>> head = new ArrayList<>(plain.headers());
    addHeaders(head);
    return new SiteResponse(
        code, head, plain.source(), 0, plain.length(), 0, framing, -1, stall.getAsLong(), 0, delay);
  }

  private void addHeaders(List<Map.Entry<String, String>> head) {
    headers.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            head.add(Map.entry(name, value));
          }
        });
  }

  private SiteResponse body(
      int code, List<Map.Entry<String, String>> head, long from, long length) {
    return new SiteResponse(
        code,
        head,
        source,
        from,
        length,
        extra,
        framing,
        cut.getAsLong(),
        stall.getAsLong(),
        bytesPerSecond,
        delay);
  }
}
