/** The keys that sign requests to S3: given, or those of a role. */
@NullMarked
package dev.sluice.storage.s3.credentials;

import org.jspecify.annotations.NullMarked;
