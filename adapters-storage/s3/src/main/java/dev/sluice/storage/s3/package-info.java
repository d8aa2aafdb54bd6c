/** PLACEHOLDER */
@NullMarked
package dev.sluice.storage.s3;

import org.jspecify.annotations.NullMarked;
