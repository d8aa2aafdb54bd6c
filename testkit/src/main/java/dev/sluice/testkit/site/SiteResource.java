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

/**
 * One path of a {@link LoopbackSite} and how it misbehaves. Without any fault it answers GET and
 * HEAD with the bytes, a strong ETag, and ranges, and with 304 whoever names that ETag (or the
 * {@code Last-Modified} that a header gives it). Every method changes this resource from the next
 * request on and returns it. Thread-safe.
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

  /** The media type that is announced; {@code application/octet-stream} without this. */
  public SiteResource type(String mediaType) {
    type = mediaType;
    return this;
  }

  /** A header more in every answer; an empty value takes it away again. */
  public SiteResource header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** This ETag, quotes included; an empty one for none. */
  public SiteResource etag(String value) {
    etag = value;
    return this;
  }

  /** This status for every request, with a short text in place of the bytes. */
  public SiteResource status(int code) {
    return status(code, Integer.MAX_VALUE);
  }

  /** This status for the next so many requests. */
  public SiteResource status(int code, int times) {
    refusals.next(code, times);
    return this;
  }

  /** Every request is sent elsewhere. */
  public SiteResource redirect(int code, String location) {
    return header("Location", location).status(code);
  }

  /** Every answer's body ends after so many bytes, although more were announced. */
  public SiteResource cutAfter(long bytes) {
    return cutEach(() -> bytes);
  }

  /** The next so many answers' bodies end after so many bytes. */
  public SiteResource cutAfter(long bytes, int times) {
    AtomicInteger left = new AtomicInteger(times);
    return cutEach(() -> left.getAndDecrement() > 0 ? bytes : -1);
  }

  /** Asked for each answer: after how many bytes its body ends; negative for not at all. */
  public SiteResource cutEach(LongSupplier afterBytes) {
    cut = afterBytes;
    return this;
  }

  /** Every connection ends as soon as it has asked. */
  public SiteResource cutBeforeHead() {
    mute = true;
    return this;
  }

  /** Whoever asks while so many answers are under way is refused with this status. */
  public SiteResource atMostAtATime(int many, int otherwise) {
    refusals.crowds(many, otherwise);
    return this;
  }

  /** Not faster than this, for each answer; 0 for as fast as it goes. */
  public SiteResource throttle(long bytesPerSecondAtMost) {
    bytesPerSecond = bytesPerSecondAtMost;
    return this;
  }

  /** The head comes so much later. */
  public SiteResource delay(Duration beforeHead) {
    delay = beforeHead;
    return this;
  }

  /**
   * Nothing comes after so many bytes of each body, and the connection stays open; negative for no
   * stall.
   */
  public SiteResource stallAfter(long bytes) {
    return stallEach(() -> bytes);
  }

  /** Asked for each answer: after how many bytes nothing more comes; negative for no stall. */
  public SiteResource stallEach(LongSupplier afterBytes) {
    stall = afterBytes;
    return this;
  }

  /** Every request is answered with 200 and the whole. */
  public SiteResource ignoringRanges() {
    ranges = false;
    return this;
  }

  /** A 206 holds (and says it holds) bytes so much later than those that were asked for. */
  public SiteResource shiftedRanges(long bytes) {
    shift = bytes;
    return this;
  }

  /** A 206 names a total that is wrong by this. */
  public SiteResource wrongTotal(long by) {
    totalError = by;
    return this;
  }

  /** Whoever does not name itself with this word in its {@code User-Agent} gets this status. */
  public SiteResource onlyFor(String word, int otherwise) {
    refusals.strangers(word, otherwise);
    return this;
  }

  /** Whoever asks for a range gets this status. */
  public SiteResource refusingRanges(int otherwise) {
    refusals.ranges(otherwise);
    return this;
  }

  /** Every answer carries another ETag, as if the file changed in between. */
  public SiteResource changingEtag() {
    changing = true;
    return this;
  }

  /** No length is told: the body comes in chunks. */
  public SiteResource chunked() {
    framing = Framing.CHUNKED;
    return this;
  }

  /** No length is told: the body ends with the connection. */
  public SiteResource closeDelimited() {
    framing = Framing.CLOSE;
    return this;
  }

  /**
   * The connection ends after each answer, and no head says so: like servers of HTTP/1.0, and those
   * that keep idle connections for a short time.
   */
  public SiteResource hangingUp() {
    framing = Framing.HANG_UP;
    return this;
  }

  /** A 206 does not tell the total: {@code bytes 0-9/*}. */
  public SiteResource unknownTotal() {
    silentLength = true;
    return this;
  }

  /** Every body goes on for so many bytes more than the range that its head names. */
  public SiteResource overlong(long bytes) {
    extra = bytes;
    return this;
  }

  /**
   * Every answer is compressed, asked or not, and ranges are ignored. For sources of a moderate
   * size.
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

  /** Null for no answer at all. */
  SiteResponse answer(SiteRequest request) {
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
        .map(known -> known.equals(tag) || known.equals(headers.get("Last-Modified")))
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
