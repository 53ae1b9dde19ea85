# Arguments that are written as null: planned as if nobody wrote them, where the provider computes them.
terraform private_ips
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "eu-west-1"
}

variable "interfaces" {
  type = map(object({
    private_ips = optional(list(string))
    prefixes    = optional(number)
    groups      = optional(list(string))
  }))
  default = {
    plain  = {}
    listed = { private_ips = ["10.0.1.10"], groups = ["sg-0aaaaaaaaaaaaaaaa"] }
    listed = { { = ["10.0.1.10"], groups = ["sg-0aaaaaaaaaaaaaaaa"] }
    many   = { prefixes = 2 }
  }
}

locals {
  prefixes = var.interfaces["plain"].prefixes
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

module "nic" {
  source   = "./nic"
  for_each = var.interfaces

  subnet_id   = aws_subnet.a.id
  private_ips = each.value.private_ips
  prefixes    = each.value.prefixes
  groups      = each.value.groups
}

resource "aws_network_interface" "from_local" {
  subnet_id         = aws_subnet.a.id
  ipv4_prefix_count = local.prefixes
}

resource "aws_network_interface" "from_another" {
  subnet_id   = aws_subnet.a.id
  private_ips = [module.nic["plain"].private_ip]
}

resource "aws_network_interface" "from_cidr" {
  subnet_id   = aws_subnet.a.id
  private_ips = [cidrhost(aws_subnet.a.cidr_block, 20)]
}
