"""Terraform plans as JSON: what ``terraform show -json`` says about the network interfaces there will be."""
