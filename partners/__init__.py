"""The Erasmus+ consortium: partners abroad, accreditation and mobilities."""
