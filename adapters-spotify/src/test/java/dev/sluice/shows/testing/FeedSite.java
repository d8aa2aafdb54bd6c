package dev.sluice.shows.testing;

import dev.sluice.core.request.SourceUrl;
import dev.sluice.testkit.sample.ByteSource;
import dev.sluice.testkit.site.Gzip;
import dev.sluice.testkit.site.LoopbackSite;
import dev.sluice.testkit.site.SiteResource;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A site of feeds on 127.0.0.1 with what feeds suffer from in the wild. Each method serves one
 * thing under a path; what is not here (slow, cut, refused, redirected) can be said to the {@link
 * SiteResource} that it returns. Thread-safe.
 */
public final class FeedSite implements AutoCloseable {
  private static final String RSS = "application/rss+xml; charset=utf-8";
  private static final int MEGABYTE = 1 << 20;

  private final LoopbackSite site = LoopbackSite.start();

  private FeedSite() {}

  /** A running site on which there is nothing yet. */
  public static FeedSite start() {
    return new FeedSite();
  }

  /** The site itself, for what is not a feed and for what it was asked. */
  public LoopbackSite site() {
    return site;
  }

  public SourceUrl url(String path) {
    return site.url(path);
  }

  public SiteResource serve(String path, FeedText feed) {
    return serve(path, feed.bytes());
  }

  public SiteResource serve(String path, String document) {
    return serve(path, document.getBytes(StandardCharsets.UTF_8));
  }

  public SiteResource serve(String path, byte[] document) {
    return site.serve(path, document).type(RSS);
  }

  /** The pages of one feed, each of which names the next; the first is at the path itself. */
  public void pages(String path, FeedText... pages) {
    for (int i = 0; i < pages.length; i++) {
      boolean last = i == pages.length - 1;
      String next = site.uri(page(path, i + 1)).toString();
      serve(page(path, i), last ? pages[i] : pages[i].next(next));
    }
  }

  /** Pages of one item each, the last of which names the first as its next. */
  public void circle(String path, int pages) {
    for (int i = 0; i < pages; i++) {
      FeedText page =
          FeedText.rss("Circle")
              .item("item-" + i, "Item " + i, site.uri("/" + i + ".mp3").toString());
      serve(page(path, i), page.next(site.uri(page(path, (i + 1) % pages)).toString()));
    }
  }

  /** Pages without an end, until their reader has had enough: so many, and no more is there. */
  public void manyPages(String path, int pages) {
    FeedText[] all = new FeedText[pages];
    for (int i = 0; i < pages; i++) {
      all[i] =
          FeedText.rss("Many")
              .item("item-" + i, "Item " + i, site.uri("/" + i + ".mp3").toString());
    }
    pages(path, all);
  }

  /** A chain of redirects (301), the last of which leads to the target. */
  public void hops(String path, int hops, String target) {
    for (int i = 0; i < hops; i++) {
      String to = i == hops - 1 ? target : page(path, i + 1);
      site.serve(page(path, i), new byte[0]).redirect(301, to);
    }
  }

  /** A feed that says, by {@code itunes:new-feed-url}, that it is elsewhere now. */
  public SiteResource moved(String path, FeedText feed, String newPath) {
    return serve(
        path, feed.with("<itunes:new-feed-url>" + site.uri(newPath) + "</itunes:new-feed-url>"));
  }

  /** Elements within elements, so deep, and a feed's end behind them. */
  public SiteResource nested(String path, int depth) {
    return serve(
        path,
        "<rss><channel><title>Deep</title>"
            + "<a>".repeat(depth)
            + "</a>".repeat(depth)
            + "</channel></rss>");
  }

  /** A feed whose document type declares an entity of entities: a billion laughs. */
  public SiteResource entities(String path) {
    StringBuilder text =
        new StringBuilder("<?xml version=\"1.0\"?>\n<!DOCTYPE rss [\n<!ENTITY a0 \"ha\">\n");
    for (int i = 1; i < 10; i++) {
      text.append(
          String.format(
              Locale.ROOT, "<!ENTITY a%d \"%s\">\n", i, ("&a" + (i - 1) + ";").repeat(10)));
    }
    return serve(path, text + "]>\n<rss><channel><title>&a9;</title></channel></rss>");
  }

  /** So many megabytes of blanks within a feed, which are a few kilobytes of gzip. */
  public SiteResource gzipBomb(String path, int megabytes) {
    byte[] blanks = new byte[MEGABYTE];
    Arrays.fill(blanks, (byte) ' ');
    byte[] megabyte = Gzip.of(blanks);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(Gzip.of("<rss><channel><title>Bomb</title>".getBytes(StandardCharsets.UTF_8)));
    for (int i = 0; i < megabytes; i++) {
      bytes.writeBytes(megabyte);
    }
    bytes.writeBytes(Gzip.of("</channel></rss>".getBytes(StandardCharsets.UTF_8)));
    return serve(path, bytes.toByteArray()).header("Content-Encoding", "gzip").ignoringRanges();
  }

  /** A feed that goes on for so many bytes, held nowhere, with items all the way. */
  public SiteResource endless(String path, long bytes) {
    byte[] head = "<rss><channel><title>Endless</title>".getBytes(StandardCharsets.UTF_8);
    byte[] item =
        ("<item><title>Again</title><description>"
                + "and again ".repeat(6_000)
                + "</description></item>")
            .getBytes(StandardCharsets.UTF_8);
    ByteSource source =
        new ByteSource() {
          @Override
          public long size() {
            return bytes;
          }

          @Override
          public void read(long position, ByteBuffer into) {
            boolean first = position < head.length;
            byte[] from = first ? head : item;
            int at = (int) (first ? position : (position - head.length) % item.length);
            int count =
                (int) Math.min(Math.min(into.remaining(), from.length - at), bytes - position);
            into.put(from, at, count);
          }
        };
    return site.serve(path, source).type(RSS);
  }

  /** A web page where a feed was expected. */
  public SiteResource webPage(String path) {
    return site.serve(
            path,
            "<!DOCTYPE html>\n<html><head><title>A show</title></head><body><p>Listen&nbsp;now<br></body></html>"
                .getBytes(StandardCharsets.UTF_8))
        .type("text/html; charset=utf-8");
  }

  @Override
  public void close() {
    site.close();
  }

  private static String page(String path, int number) {
    return number == 0 ? path : path + "-" + number;
  }
}
