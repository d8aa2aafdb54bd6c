/** PLACEHOLDER */
@NullMarked
package dev.sluice.media.web.file;

import org.jspecify.annotations.NullMarked;
