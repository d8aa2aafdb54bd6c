package dev.sluice.storage.s3;

import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** The faults of a storage, chosen by a test. Thread-safe. */
public final class StoreFaults extends ForwardingBlobStore {
  /** The request at which a fault happens. */
  public enum At {
    PUT,
    BEGIN,
    PART,
    COMPLETE
  }

  /** The fault. */
  @FunctionalInterface
  public interface Fault {
    void strike() throws Exception;
  }

  private final Map<At, Fault> faults = new ConcurrentHashMap<>();
  private final Map<At, Fault> afterwards = new ConcurrentHashMap<>();
  private final Map<At, AtomicInteger> calls = new ConcurrentHashMap<>();

  StoreFaults(BlobStore files) {
    super(files);
  }

  /** Causes a fault at these requests, before the storage handles them. */
  public void at(At place, Fault fault) {
    faults.put(place, fault);
  }

  /** Causes a fault at these requests, after the storage has handled them. */
  public void after(At place, Fault fault) {
    afterwards.put(place, fault);
  }

  /** Answers these requests so, without handling them. */
  public void answerAt(At place, int status, String code) {
    at(place, answer(status, code));
  }

  /** Handles these requests, and answers them so all the same. */
  public void answerAfter(At place, int status, String code) {
    after(place, answer(status, code));
  }

  /** Returns a response of the storage as a fault. */
  public static Fault answer(int status, String code) {
    return () -> {
      throw S3Exception.builder()
          .statusCode(status)
          .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(code).build())
          .message(code)
          .build();
    };
  }

  /** Makes these requests wait until the latch opens; returns the count of those that came. */
  public CountDownLatch blockAt(At place, CountDownLatch until) {
    CountDownLatch arrived = new CountDownLatch(1);
    at(
        place,
        () -> {
          arrived.countDown();
          until.await();
        });
    return arrived;
  }

  /** Returns how often the request came. */
  public int calls(At place) {
    return calls.computeIfAbsent(place, p -> new AtomicInteger()).get();
  }

  /** Removes all faults and counts. */
  public void clear() {
    faults.clear();
    afterwards.clear();
    calls.clear();
  }

  private void pass(At place) {
    calls.computeIfAbsent(place, p -> new AtomicInteger()).incrementAndGet();
    strike(faults.get(place));
  }

  private static void strike(Fault fault) {
    if (fault == null) {
      return;
    }
    try {
      fault.strike();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream bytes) {
    pass(At.PUT);
    PutObjectResponse response = super.putBlob(request, bytes);
    strike(afterwards.get(At.PUT));
    return response;
  }

  @Override
  public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
    pass(At.BEGIN);
    return super.initiateMultipartUpload(request);
  }

  @Override
  public UploadPartResponse uploadMultipartPart(
      MultipartUpload upload, UploadPartRequest request, InputStream bytes) {
    pass(At.PART);
    return super.uploadMultipartPart(upload, request, bytes);
  }

  @Override
  public CompleteMultipartUploadResponse completeMultipartUpload(
      MultipartUpload upload, CompleteMultipartUploadRequest request) {
    pass(At.COMPLETE);
    CompleteMultipartUploadResponse response = super.completeMultipartUpload(upload, request);
    strike(afterwards.get(At.COMPLETE));
    return response;
  }
}
