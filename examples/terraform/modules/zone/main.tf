# The subnets of one Availability Zone: one for each tier.

variable "name" { type = string }
variable "vpc_id" { type = string }
variable "zone" { type = string }
variable "cidr" { type = string }

resource "aws_subnet" "transit" {
  vpc_id            = var.vpc_id
  cidr_block        = cidrsubnet(var.cidr, 4, 0)
  availability_zone = var.zone
  tags              = { Name = "${var.name}-transit" }
}

resource "aws_subnet" "app" {
  vpc_id            = var.vpc_id
  cidr_block        = cidrsubnet(var.cidr, 4, 1)
  availability_zone = var.zone
  tags              = { Name = "${var.name}-app" }
}

resource "aws_subnet" "pods" {
  vpc_id            = var.vpc_id
  cidr_block        = cidrsubnet(var.cidr, 4, 2)
  availability_zone = var.zone
  tags              = { Name = "${var.name}-pods" }
}

resource "aws_subnet" "data" {
  vpc_id            = var.vpc_id
  cidr_block        = cidrsubnet(var.cidr, 4, 3)
  availability_zone = var.zone
  tags              = { Name = "${var.name}-data" }
}

resource "aws_subnet" "mgmt" {
  vpc_id            = var.vpc_id
  cidr_block        = cidrsubnet(var.cidr, 4, 4)
  availability_zone = var.zone
  tags              = { Name = "${var.name}-mgmt" }
}

output "transit_subnet_id" { value = aws_subnet.transit.id }
output "app_subnet_id" { value = aws_subnet.app.id }
output "pods_subnet_id" { value = aws_subnet.pods.id }
output "data_subnet_id" { value = aws_subnet.data.id }
output "mgmt_subnet_id" { value = aws_subnet.mgmt.id }
