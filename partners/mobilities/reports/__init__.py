"""Reports on one mobility, a school's year, a project and the accreditation: counted by the portal, written by people, issued once."""
