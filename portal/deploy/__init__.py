"""What setting up and running the portal needs: the set-up, the web server and the proxy."""
