/** The boxes of an mp4 (ISO/IEC 14496-12), as far as they have to be understood before libav. */
package dev.sluice.media.iso;
