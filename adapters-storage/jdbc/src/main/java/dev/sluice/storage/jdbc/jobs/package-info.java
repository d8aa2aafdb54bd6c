/** PLACEHOLDER */
@NullMarked
package dev.sluice.storage.jdbc.jobs;

import org.jspecify.annotations.NullMarked;
